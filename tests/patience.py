"""How long a test waits for what must come: a passing one never waits so long, so it is enough for any machine."""

PATIENCE = 60.0
