import { outside, Refusal } from "../refusal.ts";
import type { TypeNode } from "../syntax/nodes.ts";
import { arrayOfType, definitionNamed, nullableOf, typeOf } from "../types/type.ts";
import type { Definition, Type } from "../types/type.ts";

/** .NET's names of the types that have a keyword. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["String", "string"], ["Int32", "int"], ["Int64", "long"], ["Double", "double"], ["Decimal", "decimal"], ["Boolean", "bool"], ["Char", "char"], ["Byte", "byte"], ["Object", "object"],
]);

const namespaces = [
  "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net", "System.Security.Cryptography", "System.Security.Cryptography.X509Certificates", "System.Text", "System.Text.RegularExpressions",
  "System.Threading", "System.Xml", "System.Xml.Linq", "System.Globalization", "System.Diagnostics", "System.Reflection", "Newtonsoft", "Newtonsoft.Json", "Newtonsoft.Json.Linq",
];

/** Types of Microsoft's list of what policy expressions may use that the sandbox has no part for. */
const allowed = new Set((
  "Extensions JConstructor JRaw BitConverter HashSet IDictionary IEnumerator ISet Queue Stack Int16 StringReader StringWriter IPAddress Random SByte AsymmetricAlgorithm CipherMode HashAlgorithmName Oid PaddingMode " +
  "RNGCryptoServiceProvider RSA RSAEncryptionPadding RSASignaturePadding SymmetricAlgorithm PublicKey RSACertificateExtensions X500DistinguishedName X509Certificate X509Certificate2 X509ContentType X509NameType Single " +
  "StringComparer Capture CaptureCollection TimeZone TimeZoneInfo Tuple UInt16 UInt32 UInt64 UriPartial XAttribute XCData XComment XContainer XDeclaration XDocument XDocumentType XElement XName XNamespace XNode " +
  "XNodeDocumentOrderComparer XNodeEqualityComparer XObject XProcessingInstruction XText XmlNodeType Aes Func short sbyte float ushort uint ulong"
).split(" "));

/** Types of .NET that policy expressions may not use, with their namespaces: what a person is most likely to try. */
const forbidden: ReadonlyMap<string, string> = new Map([
  ["Environment", "System"], ["Console", "System"], ["GC", "System"], ["Activator", "System"], ["AppDomain", "System"], ["Type", "System"], ["Action", "System"], ["Buffer", "System"], ["Lazy", "System"], ["Version", "System"], ["DBNull", "System"],
  ["File", "System.IO"], ["Directory", "System.IO"], ["Path", "System.IO"], ["Stream", "System.IO"], ["MemoryStream", "System.IO"], ["FileStream", "System.IO"], ["StreamReader", "System.IO"], ["StreamWriter", "System.IO"],
  ["CultureInfo", "System.Globalization"], ["NumberStyles", "System.Globalization"], ["DateTimeStyles", "System.Globalization"], ["Process", "System.Diagnostics"], ["Stopwatch", "System.Diagnostics"], ["Debug", "System.Diagnostics"],
  ["Thread", "System.Threading"], ["Task", "System.Threading.Tasks"], ["Monitor", "System.Threading"], ["Interlocked", "System.Threading"], ["Assembly", "System.Reflection"],
  ["HttpClient", "System.Net.Http"], ["WebClient", "System.Net"], ["HttpWebRequest", "System.Net"], ["WebRequest", "System.Net"], ["Dns", "System.Net"], ["Socket", "System.Net.Sockets"], ["HttpUtility", "System.Web"], ["JsonSerializer", "System.Text.Json"],
  ["JsonDocument", "System.Text.Json"], ["JsonReader", "Newtonsoft.Json"], ["JsonTextReader", "Newtonsoft.Json"],
]);

function parts(name: string): { readonly bare: string; readonly known: boolean } {
  const dot = name.lastIndexOf(".");
  return { bare: name.slice(dot + 1), known: dot < 0 || namespaces.includes(name.slice(0, dot)) };
}

/** The definition that `name`, perhaps with its namespace, means to an expression. @throws {Refusal} for a type that it may not or cannot use */
export function definitionOf(name: string, at: number): Definition | undefined {
  const { bare, known } = parts(name);
  if (!known) return undefined;
  const found = definitionNamed(aliases.get(bare) ?? bare);
  if (found !== undefined && ["class", "struct", "interface", "enum"].includes(found.kind) && found.name !== "Array") return found;
  if (allowed.has(bare)) throw outside(`the type ${bare}`, at);
  const namespace = forbidden.get(bare);
  if (namespace !== undefined) throw new Refusal(`Usage of type '${namespace}.${bare}' is not supported within expressions.`, at);
  return undefined;
}

/** Whether `name` begins the name of a type with its namespace. */
export function isNamespace(name: string): boolean {
  return namespaces.includes(name);
}

/** The type that is written. @throws {Refusal} in the compiler's words */
export function typeFrom(node: TypeNode): Type {
  if (node.name === "dynamic") throw new Refusal("Dynamic member invocation is not supported.", node.at);
  const definition = definitionOf(node.name, node.at);
  if (definition === undefined) throw new Refusal(`The type or namespace name '${node.name}' could not be found (are you missing a using directive or an assembly reference?)`, node.at);
  if (definition.parameters.length !== node.args.length) {
    throw new Refusal(node.args.length === 0 ? `Using the generic type '${definition.name}<${definition.parameters.join(", ")}>' requires ${definition.parameters.length} type arguments.` : `The non-generic type '${definition.name}' cannot be used with type arguments.`, node.at);
  }
  let type = typeOf(definition, node.args.map(typeFrom));
  for (const suffix of node.suffixes) {
    if (suffix === "[]") type = arrayOfType(type);
    else if (nullableOf(type) === type) throw new Refusal(`The type '${type.name}' must be a non-nullable value type in order to use it as parameter 'T' in the generic type or method 'Nullable<T>'.`, node.at);
    else type = nullableOf(type);
  }
  return type;
}
