// The shapes of the API as TypeScript, from its own description:
//   fidele … GET /api/v1/openapi.json | node scripts/types.mjs > src/api/types.ts
import { readFileSync } from "node:fs";

const { components } = JSON.parse(readFileSync(0, "utf8"));

const words = (values) => values.map((value) => JSON.stringify(value)).join(" | ");

/** A schema as a type. Of several types it is any of them. */
function type_of(schema, indent) {
  if (schema === true || schema === undefined) return "unknown";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return words(schema.enum);
  const several = schema.oneOf ?? schema.anyOf;
  if (several) return several.map((one) => type_of(one, indent)).join(" | ");
  if (schema.allOf) return schema.allOf.map((one) => type_of(one, indent)).join(" & ");
  const types = [schema.type ?? (schema.properties ? "object" : "unknown")].flat();
  return [...new Set(types.map((type) => one_type(type, schema, indent)))].join(" | ");
}

function one_type(type, schema, indent) {
  if (type === "integer" || type === "number") return "number";
  if (type === "string" || type === "boolean" || type === "null" || type === "unknown") return type;
  if (type === "array") {
    const item = type_of(schema.items, indent);
    return /[ |&]/.test(item) && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
  }
  return object_of(schema, indent);
}

function object_of(schema, indent) {
  const inner = `${indent}  `;
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${inner}${key}${required.has(name) ? "" : "?"}: ${type_of(property, inner)};\n`;
  });
  if (rows.length === 0)
    return `Record<string, ${schema.additionalProperties ? type_of(schema.additionalProperties, indent) : "unknown"}>`;
  return `{\n${rows.join("")}${indent}}`;
}

const shapes = Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1));
process.stdout.write("// Written by scripts/types.mjs from the API's own description; not by hand.\n");
for (const [name, schema] of shapes) process.stdout.write(`\nexport type ${name} = ${type_of(schema, "")};\n`);
