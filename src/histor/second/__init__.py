"""A second opinion: a large language model in the place of Histor's own, by any endpoint that speaks OpenAI's protocol.

It marks frames (voices and events, by quotations) in the place of `histor.tag`; coding and resolving are the same as
always, and so is the format. The account says which model it was (``llm:NAME``), so that it is never taken for the other's.
The order of reading: prompt (what is asked), client (how), answer (what is taken of the reply), opinion (all together).
"""
