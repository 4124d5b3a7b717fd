"""Versions carry their fingerprint and the reason for customers; vendors that were only listed get a first version."""

from django.db import migrations, models

from forewarn.vendors.rules import Said, State, fingerprint, tidied, version_document


def first_versions(apps, schema_editor):
    Vendor = apps.get_model("vendors", "Vendor")
    VendorVersion = apps.get_model("vendors", "VendorVersion")
    for version in VendorVersion.objects.select_related("vendor").iterator():
        version.sha256 = _fingerprint(version)
        version.save(update_fields=["sha256"])
    for vendor in Vendor.objects.select_related("brand").filter(versions=None):
        version = VendorVersion(
            vendor=vendor,
            number=1,
            state="active",
            facts=tidied(
                {
                    "name": vendor.name,
                    "purpose": vendor.purpose,
                    "sending_domains": vendor.sending_domains,
                    "since": vendor.since.isoformat() if vendor.since else None,
                    "until": vendor.until.isoformat() if vendor.until else None,
                }
            ),
            author="Forewarn",
            reason="Was listed when the register began",
            at=vendor.brand.created_at,
        )
        version.sha256 = _fingerprint(version)
        version.save()


def _fingerprint(version):
    said = Said(version.vendor.slug, version.number, State(version.state), version.facts, version.at, version.why)
    return fingerprint(version_document(said))


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0002_vendor_versions"),
    ]

    operations = [
        migrations.AddField("vendorversion", "why", models.CharField(blank=True, max_length=500)),
        migrations.AddField(
            "vendorversion", "sha256", models.CharField(max_length=64, default=""), preserve_default=False
        ),
        migrations.AlterField("vendor", "purpose", models.CharField(blank=True, max_length=300)),
        migrations.RunPython(first_versions, migrations.RunPython.noop),
    ]
