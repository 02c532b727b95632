import type { Json, JsonObject } from "../model.ts";
import { fieldError, validationError } from "./errors.ts";
import type { ErrorDetail } from "./errors.ts";

/** What a property of a body must be. Lengths are in characters. */
export interface FieldRule {
  readonly name: string;
  readonly required?: boolean;
  readonly kind: "string" | "boolean" | "object" | "array";
  readonly least?: number;
  readonly most?: number;
  readonly oneOf?: readonly string[];
  readonly pattern?: RegExp;
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function check(rule: FieldRule, value: Json | undefined): string | undefined {
  const { name, least = 0, most = Infinity } = rule;
  if (value === undefined || value === null) return rule.required === true ? `'${name}' must not be empty.` : undefined;
  if (kindOf(value) !== rule.kind) return `'${name}' must be of type ${rule.kind}.`;
  if (typeof value !== "string") return undefined;
  if (value === "" && least > 0) return `'${name}' must not be empty.`;
  if (value.length < least || value.length > most) return `'${name}' must be between ${least} and ${most} characters long.`;
  if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) return `'${name}' must be one of: ${rule.oneOf.join(", ")}.`;
  if (rule.pattern !== undefined && !rule.pattern.test(value)) return `'${name}' contains characters that are not allowed.`;
  return undefined;
}

/** What is wrong with the properties, one detail a field. */
export function fieldErrors(rules: readonly FieldRule[], properties: JsonObject): ErrorDetail[] {
  return rules.flatMap((rule) => {
    const message = check(rule, properties[rule.name]);
    return message === undefined ? [] : [{ target: rule.name, message }];
  });
}

/** The members of a body that have a rule, without nulls: what the service does not know it ignores. */
export function knownFields(rules: readonly FieldRule[], body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== null && rules.some((rule) => rule.name === name)));
}

/** @throws ArmError 400 `ValidationError` naming every wrong field */
export function checkFields(rules: readonly FieldRule[], properties: JsonObject): void {
  const errors = fieldErrors(rules, properties);
  if (errors.length > 0) throw validationError(errors);
}

/**
 * Checks an entity's name in the path (apimanagement.json, parameters): up to `most` characters, none of `* # & + : < > ?`.
 * @throws ArmError 400 `ValidationError` with the parameter's name as target
 */
export function checkName(target: string, name: string, most: number): void {
  if (name.length === 0 || name.length > most) throw fieldError(target, `'${target}' must be between 1 and ${most} characters long.`);
  if (!/^[^*#&+:<>?]+$/.test(name)) throw fieldError(target, `'${target}' must not contain any of * # & + : < > ?`);
}
