"""The clerk: answers from catalogue facts and documents, in five languages, without a model."""
