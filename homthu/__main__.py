"""`python -m homthu` is the command `homthu`."""

from homthu.cli import main

if __name__ == "__main__":
    main()
