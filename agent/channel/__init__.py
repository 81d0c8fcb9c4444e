"""WhatsApp in and out: signature, webhook payload, message format, Cloud API client, simulator."""
