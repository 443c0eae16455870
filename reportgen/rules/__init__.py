"""The rules: one function per check, with its stable codes and sentences beside it."""
