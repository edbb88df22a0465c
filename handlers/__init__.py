"""What happens when somebody writes or taps? The Telegram edge: parse, one operation, reply."""
