/** Short claim names of a token by the beginning of the long names they stand for, as .NET's bearer handler maps them inbound. */
const longNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "http://schemas.xmlsoap.org/ws/2009/09/identity/claims/": { actort: "actor" },
  "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/": {
    birthdate: "dateofbirth", email: "emailaddress", family_name: "surname", gender: "gender", given_name: "givenname", nameid: "nameidentifier", sub: "nameidentifier", website: "webpage",
    unique_name: "name", certpublickey: "rsa", certthumbprint: "thumbprint", denyonlysid: "denyonlysid", ppid: "privatepersonalidentifier", upn: "upn",
  },
  "http://schemas.microsoft.com/identity/claims/": { oid: "objectidentifier", scp: "scope", tid: "tenantid", idp: "identityprovider" },
  "http://schemas.microsoft.com/claims/": { acr: "authnclassreference", amr: "authnmethodsreferences" },
  "http://schemas.xmlsoap.org/claims/": { adfs1email: "EmailAddress", adfs1upn: "UPN", commonname: "CommonName", group: "Group" },
  "http://schemas.microsoft.com/ws/2008/06/identity/claims/": {
    authmethod: "authenticationmethod", certserialnumber: "serialnumber", denyonlyprimarygroupsid: "denyonlyprimarygroupsid", denyonlyprimarysid: "denyonlyprimarysid", groupsid: "groupsid",
    primarygroupsid: "primarygroupsid", primarysid: "primarysid", role: "role", roles: "role", winaccountname: "windowsaccountname",
  },
  "http://schemas.microsoft.com/2012/12/certificatecontext/extension/": {
    certapppolicy: "applicationpolicy", certauthoritykeyidentifier: "authoritykeyidentifier", certbasicconstraints: "basicconstraints", certeku: "eku", certkeyusage: "keyusage",
    certpolicy: "certificatepolicy", certsubjectaltname: "san", certsubjectkeyidentifier: "subjectkeyidentifier", certtemplateinformation: "certificatetemplateinformation",
    certtemplatename: "certificatetemplatename",
  },
  "http://schemas.microsoft.com/2012/12/certificatecontext/field/": {
    certissuer: "issuer", certissuername: "issuername", certnotafter: "notafter", certnotbefore: "notbefore", certrawdata: "rawdata", certsignaturealgorithm: "signaturealgorithm",
    certsubject: "subject", certsubjectname: "subjectname", certx509version: "x509version",
  },
  "http://schemas.microsoft.com/2012/01/requestcontext/claims/": {
    clientapplication: "x-ms-client-application", clientip: "x-ms-client-ip", clientuseragent: "x-ms-client-user-agent", endpointpath: "x-ms-endpoint-absolute-path",
    forwardedclientip: "x-ms-forwarded-client-ip", proxy: "x-ms-proxy", relyingpartytrustid: "relyingpartytrustid",
  },
  "http://schemas.microsoft.com/2012/01/devicecontext/claims/": {
    devicedispname: "displayname", deviceid: "identifier", deviceismanaged: "ismanaged", deviceostype: "ostype", deviceosver: "osversion", deviceowner: "userowner",
    deviceregid: "registrationid", isregistereduser: "isregistereduser",
  },
  "http://schemas.microsoft.com/ws/2012/01/": {
    insidecorporatenetwork: "insidecorporatenetwork", pwdchgurl: "passwordchangeurl", pwdexpdays: "passwordexpirationdays", pwdexptime: "passwordexpirationtime",
  },
};

const inbound: ReadonlyMap<string, string> = new Map(Object.entries(longNames).flatMap(([start, names]) => Object.entries(names).map(([short, rest]) => [short, start + rest] as const)));

/**
 * A token's payload as the claims of a client: short names made long, arrays repeated, everything else kept, the
 * service's own claims included (service-protocol section 2, "Inbound mapping").
 */
export function clientClaims(payload: Readonly<Record<string, unknown>>): readonly (readonly [type: string, value: string])[] {
  return Object.entries(payload).flatMap(([name, value]) => {
    const type = inbound.get(name) ?? name;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each) => [type, text(each)] as const);
  });
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null ? "" : JSON.stringify(value);
}
