"""Where questions and answers may be seen, who may know, and which event an answer came in."""

import sqlalchemy as sa
from alembic import op

revision = "ask_0002"
down_revision = "ask_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("subject", sa.Text))
    for table, name in (("question", "scopes"), ("question", "may_know"), ("curated", "scopes")):
        op.add_column(table, sa.Column(name, sa.Text, nullable=False, server_default="[]"))
    event = sa.Column("event", sa.String(255), nullable=False, server_default="")
    op.add_column("curated", event)
