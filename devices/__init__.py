"""Things on a wire; why anything happens is not known here."""
