"""Passages keep the header of the table that they are a row of."""

import sqlalchemy as sa
from alembic import op

revision = "knowledge_0002"
down_revision = "knowledge_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    context = sa.Column("context", sa.Text, nullable=False, server_default="")
    op.add_column("chunk", context)
