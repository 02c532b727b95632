import "./json/types.ts";
