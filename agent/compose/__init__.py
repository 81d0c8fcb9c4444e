"""The clerk: answers from catalogue facts and documents, in five languages, without a model.

`composer` writes what `plan` chooses; the rooms, in the order in which a message passes through them:

- `reading`: what the message asks and says, its questions, times, sums, wishes, and who would come
- `follow_up`: what it leans on, and which treks are talked about
- `scope`: what is ours to answer
- `topics`: what it is about, and which of it is told
- `told`: facts in words, from the catalogue, the operator's terms and the customer's own bookings
- `documents`: answers out of the operator's documents, and the honest word where they are silent
"""
