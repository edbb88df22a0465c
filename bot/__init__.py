"""How does it start, listen and speak? The only room where everything is wired together."""

import os

# Without it python-telegram-bot warns at each 429 and at each reading of a period.
os.environ.setdefault("PTB_TIMEDELTA", "true")
