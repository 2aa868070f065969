"""The HTTP door: platform webhooks, the page behind a counter's QR code, the terminal's hook, health."""
