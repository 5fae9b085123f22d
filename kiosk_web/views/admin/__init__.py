"""What the administration's pages show: pure, from the rules to pictures and words."""
