"""`python -m bot` is `kizuna`."""

from bot.cli import main

main()
