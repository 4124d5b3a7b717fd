"""`python -m forewarn.cli` is the `forewarn` command."""

from forewarn.cli.main import main

main()
