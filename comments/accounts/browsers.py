"""What a list of sessions tells of a browser: enough to know one's own by, and nothing that names a machine."""

UNKNOWN = "A browser"
#: What a browser says of itself, and what it is called; the first that fits, since each also names those below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def called(user_agent: str) -> str:
    """Such as "Firefox on Android"; what was made here already comes out as it is."""
    known = {f"{browser} on {system}" for _, browser in BROWSERS for _, system in SYSTEMS}
    if user_agent in known:
        return user_agent
    browser = next((name for sign, name in BROWSERS if sign in user_agent), UNKNOWN)
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
