"""Messages with buttons below them, and polls."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0003"
down_revision = "bot_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("reactions", sa.Text))
    op.add_column("outbox", sa.Column("poll", sa.Text))
