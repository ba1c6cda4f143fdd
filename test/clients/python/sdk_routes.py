"""Prints the routes that the installed SDKs call, one a line: package, method, path with {} for its variables.

Those of an organization's settings are left out.
"""

import importlib.util
import pathlib
import re

CALL = re.compile(r'self\._(get|post|put|patch|delete|get_api_list)\(\s*(?:path_template\(\s*)?f?"([^"?]+)')
URL = re.compile(r'_url = "([^"]+)".*?method="([A-Z]+)"', re.S)


def plain(path):
    return re.sub(r"\{[^}]*\}", "{}", path)


def folder(name):
    try:
        spec = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        return None
    return pathlib.Path(spec.origin).parent if spec else None


def stainless(package):
    """The routes of an SDK that Stainless generates."""
    root = folder(package)
    for file in root.glob("resources/**/*.py") if root else []:
        for method, path in CALL.findall(file.read_text()):
            # A list is a GET, except for search and the like, which say so themselves.
            yield package, "GET" if method == "get_api_list" else method.upper(), plain(path)


def autorest(package, name):
    """The routes of an SDK that Azure's generator makes."""
    root = folder(name)
    for file in root.glob("operations/*_operations.py") if root else []:
        for path, method in URL.findall(file.read_text()):
            yield package, method, plain(path)


routes = {
    *stainless("openai"),
    *stainless("anthropic"),
    *autorest("azure-ai-projects", "azure.ai.projects"),
    *autorest("azure-ai-agents", "azure.ai.agents"),
}
for package, method, path in sorted(routes):
    # An organization's settings are hundreds of routes, of which keyless offers none.
    if not re.match(r"/(v1/)?organizations?/", path):
        print(package, method, path)
