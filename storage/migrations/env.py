"""Run by Alembic: connects to the URL it was handed and migrates in one transaction."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from storage.tables import METADATA

# Any number; all processes that migrate must agree on it.
MIGRATION_LOCK = 4_919_101


def run() -> None:
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            compare_type=True,
            render_as_batch=context.config.attributes.get("batch", connection.dialect.name == "sqlite"),
            user_module_prefix="sqlmodel.",
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                # Two machines that start together migrate one after the other.
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            context.run_migrations()


run()
