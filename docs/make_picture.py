"""Makes docs/conversation.png: the guided tour over a real homeserver, as a client shows it.

    .venv/bin/python docs/make_picture.py      # needs Chromium

The messages are the events that people received, decrypted; only the frame around them is
drawn here.
"""

from __future__ import annotations

import asyncio
import html
import subprocess
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from bot.demo.place import BOT, PEOPLE, place
from bot.demo.tour import person, rooms, steps

HERE = Path(__file__).parent
SHOWN = (0, 1, 2, 4)
"""The steps of the tour that fit in one picture."""
STYLE = """
body { margin: 0; background: #f4f6f8; font: 15px/1.45 Inter, "DejaVu Sans", sans-serif; }
.room { max-width: 640px; margin: 18px auto; background: #fff; border-radius: 12px;
  padding: 6px 20px 14px; box-shadow: 0 1px 4px #0002; }
.room h2 { font-size: 13px; color: #667; font-weight: 500; margin: 8px 0; }
.said { display: flex; gap: 10px; margin: 10px 0; }
.face { flex: 0 0 32px; height: 32px; border-radius: 50%; color: #fff; text-align: center;
  line-height: 32px; font-weight: 600; background: #5c7aa8; }
.bot .face { background: #2f7d5b; }
.name { font-weight: 600; font-size: 13px; color: #345; }
.bot { margin-left: 42px; border-left: 3px solid #dfe6ea; padding-left: 12px; }
.text p { margin: 2px 0 6px; }
blockquote { margin: 4px 0; padding-left: 10px; border-left: 3px solid #bcd; color: #223; }
em { color: #667; font-style: normal; font-size: 13px; }
code { background: #eef1f4; border-radius: 4px; padding: 0 4px; }
"""


async def conversation() -> str:
    """Play the tour; return the page."""
    parts = []
    with tempfile.TemporaryDirectory() as folder, place(Path(folder), print) as stage:
        async with AsyncExitStack() as stack:
            people = {u: await stack.enter_async_context(person(stage, u)) for u in PEOPLE}
            known = await rooms(stage, people)
            for step in (steps()[number] for number in SHOWN):
                team = step.room == "team"
                asker = people[step.person]
                mentions = [stage.accounts[BOT]] if step.text.startswith("Lotsen") else []
                room = known["team" if team else step.person]
                reply = await asker.reply_to(await asker.say(room, step.text, *mentions))
                title = "Teamet" if team else "Lotsen (privat)"
                name = PEOPLE[step.person].split(",")[0]
                parts.append(
                    f"<div class=room><h2>🔒 {title}</h2>"
                    + said("", name, f"<p>{html.escape(step.text)}</p>")
                    + said("bot", "Lotsen", reply.formatted_body or html.escape(reply.body))
                    + "</div>"
                )
    return f"<meta charset=utf-8><style>{STYLE}</style>{''.join(parts)}"


def said(kind: str, name: str, text: str) -> str:
    """One message."""
    return (
        f'<div class="said {kind}"><div class=face>{name[0]}</div>'
        f"<div><div class=name>{name}</div><div class=text>{text}</div></div></div>"
    )


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(asyncio.run(conversation()), "utf-8")
        picture = HERE / "conversation.png"
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += ["--disable-background-networking", f"--user-data-dir={folder}/profile"]
        command += ["--window-size=720,1180", f"--screenshot={picture}", str(page)]
        subprocess.run(command, check=True)  # noqa: S603


main()
