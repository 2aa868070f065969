"""The parts of a digest, one file each; `digest/compose.py` lists them in order."""
