"""A library shared by many processes and machines, in PostgreSQL with pgvector."""
