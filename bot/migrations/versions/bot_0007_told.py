"""Who has been told who sees what they say."""

import sqlalchemy as sa
from alembic import op

revision = "bot_0007"
down_revision = "bot_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("member", sa.Column("told", sa.DateTime(timezone=True)))
