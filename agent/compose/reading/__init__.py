"""What a message asks and says: its questions, times, sums, wishes, who would come."""
