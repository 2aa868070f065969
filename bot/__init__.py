"""The chat door: channels, the conversation, the reception that keeps what it heard, the delivery that sends."""
