"""What tests share: the cast, builders, stand-ins for platforms."""
