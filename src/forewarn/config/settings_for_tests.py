"""Settings of the tests and of the type checker: the same, with a fixed secret and nothing outside loopback."""

import os
import tempfile

os.environ.setdefault("FOREWARN_SECRET_KEY", "for-tests-only-" + "0" * 40)
os.environ.setdefault("FOREWARN_HOME", os.path.join(tempfile.gettempdir(), "forewarn-tests"))
os.environ.setdefault("FOREWARN_HOSTS", "127.0.0.1,localhost,testserver,.example")

from forewarn.config.settings import *  # noqa: F403
from forewarn.config.settings import DATABASES, HOME

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
(HOME / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, since threads and other processes of a test must see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / f"test-{os.getpid()}.sqlite3")}
