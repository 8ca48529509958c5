def text(result):
    import json
    return json.dumps(result, indent=1)
