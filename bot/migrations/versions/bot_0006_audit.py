"""What changed what, and the pseudonyms under which people stand there."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0006"
down_revision = "bot_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(32), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("what", sa.String(255), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_table(
        "pseudonym",
        sa.Column("person", sa.String(255), primary_key=True),
        sa.Column("token", sa.String(32), nullable=False, unique=True),
    )
