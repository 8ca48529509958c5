/// The JSON Schema (2020-12) of a declarative file, for editors; docs/llm-manager.schema.json and
/// `GET /api/schema/declaration` are the same bytes.
package enum DeclarationSchema {
    /// The comment by which editors (YAML language server) find the schema beside the file.
    package static let modeline = [
        "# yaml-language-server: $schema=llm-manager.schema.json",
        "# The schema is written by: llm-manager schema > llm-manager.schema.json",
    ]

    package static let text = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "llm-manager declarative file",
          "description": "Buckets, models and services that there are to be. docs/declarative.md explains each field.",
          "type": "object",
          "additionalProperties": false,
          "required": ["apiVersion", "owner"],
          "properties": {
            "apiVersion": { "const": "llm-manager/v1" },
            "owner": { "type": "string", "pattern": "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$" },
            "buckets": { "type": "array", "maxItems": 1000, "items": { "$ref": "#/$defs/bucket" } },
            "models": { "type": "array", "maxItems": 1000, "items": { "$ref": "#/$defs/model" } },
            "services": { "type": "array", "maxItems": 1000, "items": { "$ref": "#/$defs/service" } }
          },
          "$defs": {
            "bucket": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "location"],
              "properties": {
                "name": { "type": "string", "minLength": 3, "maxLength": 222 },
                "location": { "type": "string", "minLength": 1 }
              }
            },
            "model": {
              "type": "object",
              "additionalProperties": false,
              "required": ["bucket", "model"],
              "properties": {
                "bucket": { "type": "string" },
                "model": { "type": "string", "pattern": "^(hf:|ollama:|gs://|dir:)" },
                "track": { "type": "boolean", "default": false }
              }
            },
            "service": {
              "type": "object",
              "additionalProperties": false,
              "required": ["name", "bucket", "model"],
              "properties": {
                "name": { "type": "string", "pattern": "^[a-z]([a-z0-9-]*[a-z0-9])?$", "maxLength": 49 },
                "bucket": { "type": "string" },
                "model": { "type": "string", "pattern": "^(hf:|ollama:|gs://|dir:)" },
                "region": { "type": "string" },
                "engine": { "enum": ["vllm", "ollama", "llamacpp"] },
                "accelerator": { "type": "string" },
                "cpu": { "type": "integer", "minimum": 1, "maximum": 64 },
                "memory": { "type": "string", "pattern": "^[1-9][0-9]{0,3}Gi$" },
                "minInstances": { "type": "integer", "minimum": 0, "maximum": 1000, "default": 0 },
                "maxInstances": { "type": "integer", "minimum": 1, "maximum": 1000, "default": 1 },
                "concurrency": { "type": "integer", "minimum": 1, "maximum": 1000 },
                "contextLength": { "type": "integer", "minimum": 1, "maximum": 100000000 },
                "loader": { "enum": ["mount", "stream", "copy", "directory"] },
                "zonalRedundancy": { "type": "boolean", "default": false },
                "access": { "enum": ["private", "public"], "default": "private" },
                "serviceAccount": { "type": "string" },
                "network": { "type": "string", "pattern": "^(google|connector:.+|[^/]+/[^/]+(/[^/]+)?)$" },
                "privateRangesOnly": { "type": "boolean" },
                "image": { "type": "string" },
                "arguments": { "type": "array", "items": { "type": "string" } },
                "env": { "type": "object", "additionalProperties": { "type": "string" } },
                "secrets": { "type": "object", "additionalProperties": { "type": "string" } }
              }
            }
          }
        }
        """#
}
