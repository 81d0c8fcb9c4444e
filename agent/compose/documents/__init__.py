"""Answers out of the operator's own documents, and the honest word where they are silent."""
