"""Twilio TaskRouter (Flex): its events, as webhooks post them or Event Streams deliver them."""
