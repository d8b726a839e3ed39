"""Names of versions that are no article's."""

#: All public pages are made from it: what moves it lets each be made anew.
SITE = "site"
#: Its number is the next moment at which something becomes public by the clock, in milliseconds since 1970; or 0.
CLOCK = "clock"
