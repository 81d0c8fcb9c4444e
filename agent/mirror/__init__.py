"""What a reader of the journal's file sees, without a lock anybody could wait for."""
