"""A project of a user's: a folder with kg.toml, whose tables lie over what ships and never change it."""

from kg.project.codes import check_character, is_credit_code
from kg.project.config import CONFIG, Project, is_project, read_project
from kg.project.starting import write_start

__all__ = ["CONFIG", "Project", "check_character", "is_credit_code", "is_project", "read_project", "write_start"]
