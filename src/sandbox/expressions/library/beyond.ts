/**
 * Members that types have in .NET 10, Newtonsoft.Json 13 and API Management, and the sandbox has not: using one is legal there. A test
 * holds the table against the real types.
 */
export const beyond: Readonly<Record<string, string>> = {
  Array:
    "AsReadOnly BinarySearch Clear Clone ConstrainedCopy ConvertAll Copy CopyTo CreateInstance CreateInstanceFromArrayType Empty Exists Fill Find FindAll FindIndex FindLast FindLastIndex ForEach" +
    " GetEnumerator GetLength GetLongLength GetLowerBound GetUpperBound GetValue Initialize IsFixedSize IsReadOnly IsSynchronized LastIndexOf LongLength MaxLength Rank Resize Reverse SetValue Sort" +
    " SyncRoot TrueForAll",
  Convert: "ChangeType DBNull FromBase64CharArray FromHexString GetTypeCode IsDBNull ToBase64CharArray ToByte ToChar ToDecimal ToHexStringLower ToInt16 ToSByte ToSingle ToUInt16 ToUInt32 ToUInt64",
  DateTime:
    "AddMicroseconds Compare Deconstruct FromBinary FromFileTime FromFileTimeUtc FromOADate GetDateTimeFormats GetTypeCode IsDaylightSavingTime Microsecond Nanosecond ParseExact SpecifyKind" +
    " ToBinary ToFileTime ToFileTimeUtc ToLocalTime ToLongDateString ToLongTimeString ToOADate ToShortDateString ToShortTimeString TryParseExact UnixEpoch",
  DateTimeKind: "CompareTo GetTypeCode HasFlag",
  DateTimeOffset:
    "AddMicroseconds AddTicks Compare CompareTo Date Deconstruct EqualsExact FromFileTime LocalDateTime MaxValue Microsecond MinValue Nanosecond ParseExact ToFileTime ToLocalTime ToOffset" +
    " TotalOffsetMinutes TryParse TryParseExact UnixEpoch UtcTicks",
  DayOfWeek: "CompareTo GetTypeCode HasFlag",
  Dictionary: "Capacity Comparer EnsureCapacity GetAlternateLookup GetEnumerator GetObjectData OnDeserialization TrimExcess TryAdd TryGetAlternateLookup",
  Encoding:
    "BigEndianUnicode BodyName Clone CodePage Convert CreateTranscodingStream DecoderFallback Default EncoderFallback EncodingName GetCharCount GetChars GetDecoder GetEncoder GetEncoding" +
    " GetEncodings GetMaxByteCount GetMaxCharCount GetPreamble HeaderName IsAlwaysNormalized IsBrowserDisplay IsBrowserSave IsMailNewsDisplay IsMailNewsSave IsReadOnly IsSingleByte Latin1 Preamble" +
    " RegisterProvider UTF32 UTF7 WebName WindowsCodePage",
  Enumerable:
    "Aggregate AggregateBy All Any Append AsEnumerable Average Cast Chunk Concat Contains Count CountBy DefaultIfEmpty Distinct DistinctBy ElementAt ElementAtOrDefault Except ExceptBy First" +
    " FirstOrDefault GroupBy GroupJoin Index InfiniteSequence Intersect IntersectBy Join Last LastOrDefault LeftJoin LongCount Max MaxBy Min MinBy OfType Order OrderBy OrderByDescending" +
    " OrderDescending Prepend Reverse RightJoin Select SelectMany Sequence SequenceEqual Shuffle Single SingleOrDefault Skip SkipLast SkipWhile Sum Take TakeLast TakeWhile ThenBy ThenByDescending" +
    " ToArray ToDictionary ToHashSet ToList ToLookup TryGetNonEnumeratedCount Union UnionBy Where Zip",
  Exception: "Data GetBaseException GetObjectData HResult HelpLink InnerException Source StackTrace TargetSite",
  Formatting: "CompareTo GetTypeCode HasFlag",
  Group: "Captures Name Synchronized ValueSpan",
  GroupCollection: "ContainsKey CopyTo GetEnumerator IsReadOnly IsSynchronized Keys SyncRoot TryGetValue Values",
  Guid: "AllBitsSet CompareTo CreateVersion7 ParseExact ToByteArray TryFormat TryParseExact TryWriteBytes Variant Version",
  HMAC: "Create HashName Initialize",
  HMACMD5: "HashData HashDataAsync HashSizeInBits HashSizeInBytes Initialize",
  HMACSHA1: "HashData HashDataAsync HashSizeInBits HashSizeInBytes Initialize",
  HMACSHA256: "HashData HashDataAsync HashSizeInBits HashSizeInBytes Initialize",
  HMACSHA384: "HashData HashDataAsync HashSizeInBits HashSizeInBytes Initialize ProduceLegacyHmacValues",
  HMACSHA512: "HashData HashDataAsync HashSizeInBits HashSizeInBytes Initialize ProduceLegacyHmacValues",
  HashAlgorithm:
    "CanReuseTransform CanTransformMultipleBlocks Clear ComputeHashAsync Create Hash HashData HashDataAsync HashName HashSize Initialize InputBlockSize OutputBlockSize TransformBlock" +
    " TransformFinalBlock TryComputeHash TryHashData",
  IApi: "Protocols SubscriptionKeyParameterNames Workspace",
  ICollection: "Add Clear Contains CopyTo IsReadOnly Remove",
  IDeployment: "Certificates Gateway SustainabilityInfo",
  IEnumerable:
    "AggregateBy Append AsEnumerable Average Chunk CountBy DefaultIfEmpty DistinctBy ExceptBy GetEnumerator GroupBy GroupJoin IntersectBy Join LongCount MaxBy MinBy Order OrderDescending Prepend" +
    " SkipLast SkipWhile TakeLast TakeWhile ThenBy ThenByDescending ToHashSet ToLookup TryGetNonEnumeratedCount UnionBy Zip",
  IList: "IndexOf Insert RemoveAt",
  IMessageBody: "AsFormUrlEncodedContent",
  IProduct: "Apis ApprovalRequired Groups State SubscriptionLimit SubscriptionRequired",
  IProxyRequestContext: "GraphQL Trace Workspace",
  IRequest: "Certificate Foundry PrivateEndpointConnection",
  ISubscription: "CreatedDate EndDate StartDate",
  IUser: "Groups Identities Note RegistrationDate",
  JArray: "Contains CopyTo GetEnumerator IndexOf Insert IsReadOnly Load LoadAsync Remove WriteTo WriteToAsync",
  JContainer: "Add AddFirst CreateWriter Descendants DescendantsAndSelf Merge RemoveAll ReplaceAll",
  JObject: "GetEnumerator Load LoadAsync PropertyChanged PropertyChanging WriteTo WriteToAsync",
  JProperty: "Load LoadAsync WriteTo WriteToAsync",
  JToken:
    "AddAfterSelf AddAnnotation AddBeforeSelf AfterSelf Ancestors AncestorsAndSelf Annotation Annotations BeforeSelf CreateReader EqualityComparer Load LoadAsync Next Path Previous ReadFrom" +
    " ReadFromAsync Remove RemoveAnnotations Replace SelectTokens WriteTo WriteToAsync",
  JTokenType: "CompareTo GetTypeCode HasFlag",
  JValue: "CompareTo CreateComment CreateRaw CreateString CreateUndefined WriteTo WriteToAsync",
  JsonConvert: "DefaultSettings DeserializeAnonymousType DeserializeXNode DeserializeXmlNode False NaN NegativeInfinity Null PopulateObject PositiveInfinity SerializeXNode SerializeXmlNode True Undefined",
  KeyValuePair: "Deconstruct",
  KeyedHashAlgorithm: "Create",
  List:
    "AsReadOnly BinarySearch Capacity ConvertAll CopyTo EnsureCapacity Exists Find FindAll FindIndex FindLast FindLastIndex ForEach GetEnumerator GetRange InsertRange LastIndexOf RemoveAll" +
    " RemoveRange Reverse Slice Sort TrimExcess TrueForAll",
  MD5: "HashData HashDataAsync HashSizeInBits HashSizeInBytes",
  Match: "NextMatch Result Synchronized",
  MatchCollection: "CopyTo GetEnumerator IsReadOnly IsSynchronized SyncRoot",
  Math:
    "Acos Acosh Asin Asinh Atan Atan2 Atanh BigMul BitDecrement BitIncrement Cbrt Clamp CopySign Cos Cosh DivRem E Exp FusedMultiplyAdd IEEERemainder ILogB Log Log10 Log2 MaxMagnitude" +
    " MinMagnitude ReciprocalEstimate ReciprocalSqrtEstimate ScaleB Sin SinCos Sinh Tan Tanh Tau",
  MidpointRounding: "CompareTo GetTypeCode HasFlag",
  Regex:
    "CacheSize CompileToAssembly Count EnumerateMatches EnumerateSplits GetGroupNames GetGroupNumbers GroupNameFromNumber GroupNumberFromName InfiniteMatchTimeout MatchTimeout Options RightToLeft" +
    " Unescape",
  RegexOptions: "CompareTo GetTypeCode HasFlag NonBacktracking",
  SHA1: "HashData HashDataAsync HashSizeInBits HashSizeInBytes",
  SHA1Managed: "Initialize",
  SHA256: "HashData HashDataAsync HashSizeInBits HashSizeInBytes",
  SHA256Managed: "Initialize",
  SHA384: "HashData HashDataAsync HashSizeInBits HashSizeInBytes",
  SHA384Managed: "Initialize",
  SHA512: "HashData HashDataAsync HashSizeInBits HashSizeInBytes",
  SHA512Managed: "Initialize",
  StringBuilder: "AppendJoin Capacity Chars Clear CopyTo EnsureCapacity GetChunks Insert MaxCapacity Remove Replace",
  StringComparison: "CompareTo GetTypeCode HasFlag",
  StringSplitOptions: "CompareTo GetTypeCode HasFlag",
  TimeSpan:
    "Compare CompareTo Divide Duration FromMicroseconds FromTicks HoursPerDay MaxValue Microseconds MicrosecondsPerDay MicrosecondsPerHour MicrosecondsPerMillisecond MicrosecondsPerMinute" +
    " MicrosecondsPerSecond MillisecondsPerDay MillisecondsPerHour MillisecondsPerMinute MillisecondsPerSecond MinValue MinutesPerDay MinutesPerHour Multiply Nanoseconds NanosecondsPerTick Parse" +
    " ParseExact SecondsPerDay SecondsPerHour SecondsPerMinute TicksPerDay TicksPerHour TicksPerMicrosecond TicksPerMillisecond TicksPerMinute TicksPerSecond TotalMicroseconds TotalNanoseconds" +
    " TryParse TryParseExact",
  Uri:
    "CheckHostName CheckSchemeName Compare DnsSafeHost EscapeUriString FromHex GetComponents GetLeftPart HexEscape HexUnescape HostNameType IdnHost IsBaseOf IsFile IsHexDigit IsHexEncoding" +
    " IsLoopback IsUnc IsWellFormedOriginalString IsWellFormedUriString LocalPath MakeRelative MakeRelativeUri SchemeDelimiter TryCreate UriSchemeFile UriSchemeFtp UriSchemeFtps UriSchemeGopher" +
    " UriSchemeHttp UriSchemeHttps UriSchemeMailto UriSchemeNetPipe UriSchemeNetTcp UriSchemeNews UriSchemeNntp UriSchemeSftp UriSchemeSsh UriSchemeTelnet UriSchemeWs UriSchemeWss UserEscaped" +
    " UserInfo",
  WebUtility: "HtmlDecode UrlDecodeToBytes UrlEncodeToBytes",
  bool: "CompareTo GetTypeCode",
  byte:
    "Abs BigMul Clamp CompareTo CopySign CreateChecked CreateSaturating CreateTruncating DivRem GetTypeCode IsEvenInteger IsNegative IsOddInteger IsPositive IsPow2 LeadingZeroCount Log2 Max Min" +
    " Parse PopCount RotateLeft RotateRight Sign TrailingZeroCount TryFormat TryParse",
  char:
    "CompareTo ConvertFromUtf32 ConvertToUtf32 GetNumericValue GetTypeCode GetUnicodeCategory IsAscii IsAsciiDigit IsAsciiHexDigit IsAsciiHexDigitLower IsAsciiHexDigitUpper IsAsciiLetter" +
    " IsAsciiLetterLower IsAsciiLetterOrDigit IsAsciiLetterUpper IsBetween IsControl IsHighSurrogate IsLowSurrogate IsNumber IsSeparator IsSurrogate IsSurrogatePair IsSymbol MaxValue MinValue" +
    " Parse TryParse",
  decimal:
    "Abs Add BigMul Ceiling Clamp Compare ConvertToInteger ConvertToIntegerNative CopySign CreateChecked CreateSaturating CreateTruncating DivRem Divide Floor FromOACurrency GetBits GetTypeCode" +
    " IsCanonical IsEvenInteger IsInteger IsNegative IsOddInteger IsPositive IsPow2 LeadingZeroCount Log2 Max MaxMagnitude MaxValue Min MinMagnitude MinValue Multiply Negate PopCount Remainder" +
    " RotateLeft RotateRight Round Scale Sign Subtract ToByte ToDouble ToInt16 ToInt32 ToInt64 ToOACurrency ToSByte ToSingle ToUInt16 ToUInt32 ToUInt64 TrailingZeroCount Truncate TryFormat",
  double:
    "Abs Acos AcosPi Acosh Asin AsinPi Asinh Atan Atan2 Atan2Pi AtanPi Atanh BigMul BitDecrement BitIncrement Cbrt Ceiling Clamp ClampNative ConvertToInteger ConvertToIntegerNative CopySign Cos" +
    " CosPi Cosh CreateChecked CreateSaturating CreateTruncating DegreesToRadians DivRem E Epsilon Exp Exp10 Exp10M1 Exp2 Exp2M1 ExpM1 Floor FusedMultiplyAdd GetTypeCode Hypot ILogB" +
    " Ieee754Remainder IsEvenInteger IsFinite IsInteger IsNegative IsNegativeInfinity IsNormal IsOddInteger IsPositive IsPositiveInfinity IsPow2 IsRealNumber IsSubnormal LeadingZeroCount Lerp Log" +
    " Log10 Log10P1 Log2 Log2P1 LogP1 Max MaxMagnitude MaxMagnitudeNumber MaxNative MaxNumber Min MinMagnitude MinMagnitudeNumber MinNative MinNumber MultiplyAddEstimate NegativeZero Pi PopCount" +
    " Pow RadiansToDegrees ReciprocalEstimate ReciprocalSqrtEstimate RootN RotateLeft RotateRight Round ScaleB Sign Sin SinCos SinCosPi SinPi Sinh Sqrt Tan TanPi Tanh Tau TrailingZeroCount" +
    " Truncate TryFormat",
  int:
    "Abs BigMul Clamp CopySign CreateChecked CreateSaturating CreateTruncating DivRem GetTypeCode IsEvenInteger IsNegative IsOddInteger IsPositive IsPow2 LeadingZeroCount Log2 Max MaxMagnitude" +
    " Min MinMagnitude PopCount RotateLeft RotateRight Sign TrailingZeroCount TryFormat",
  long:
    "Abs BigMul Clamp CopySign CreateChecked CreateSaturating CreateTruncating DivRem GetTypeCode IsEvenInteger IsNegative IsOddInteger IsPositive IsPow2 LeadingZeroCount Log2 Max MaxMagnitude" +
    " Min MinMagnitude PopCount RotateLeft RotateRight Sign TrailingZeroCount TryFormat",
  object: "GetHashCode GetType",
  string:
    "Chars Clone CompareTo Copy CopyTo Create EnumerateRunes GetEnumerator GetPinnableReference GetTypeCode IndexOfAny Intern IsInterned IsNormalized LastIndexOfAny Normalize ReplaceLineEndings" +
    " TryCopyTo",
};
