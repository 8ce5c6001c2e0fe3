"""Alembic's way in: it migrates over the connection it is handed by `bot.db.migrate`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
