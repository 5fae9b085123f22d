"""Who shall work when: changes from a day on, drafts of a month, what speaks against them. Pure."""
