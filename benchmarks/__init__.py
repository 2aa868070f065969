"""Each speed figure that we quote as one command, its anchors beside it in the same run."""
