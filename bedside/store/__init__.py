"""The record: schema, recorder, library. The only user of SQLAlchemy."""
