// Names and plain constants of the public modules that are not there yet, as their documentation lists them. A table.
'use strict';

module.exports = {
  __proto__: null,
  _http_agent: {
    functions: 'Agent',
    objects: 'globalAgent',
  },
  _http_client: {
    functions: 'ClientRequest',
  },
  _http_common: {
    functions: '_checkInvalidHeaderChar _checkIsHttpToken freeParser HTTPParser isLenient calculateLenientFlags ' +
      'prepareError',
    objects: 'chunkExpression continueExpression parsers',
    values: {
      CRLF: '\r\n',
      methods: (
        'DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK ' +
        'BIND REBIND UNBIND ACL REPORT MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH ' +
        'PURGE MKCALENDAR LINK UNLINK SOURCE QUERY'
      ).split(' '),
    },
  },
  _http_incoming: {
    functions: 'IncomingMessage readStart readStop',
  },
  _http_outgoing: {
    functions: 'parseUniqueHeadersOption validateHeaderName validateHeaderValue OutgoingMessage',
  },
  _http_server: {
    functions: 'Server ServerResponse setupConnectionsTracking storeHTTPOptions _connectionListener ' +
      'httpServerPreClose',
    values: {
      STATUS_CODES: {
        '100': 'Continue', '101': 'Switching Protocols', '102': 'Processing', '103': 'Early Hints', '200': 'OK',
        '201': 'Created', '202': 'Accepted', '203': 'Non-Authoritative Information', '204': 'No Content',
        '205': 'Reset Content', '206': 'Partial Content', '207': 'Multi-Status', '208': 'Already Reported',
        '226': 'IM Used', '300': 'Multiple Choices', '301': 'Moved Permanently', '302': 'Found',
        '303': 'See Other', '304': 'Not Modified', '305': 'Use Proxy', '307': 'Temporary Redirect',
        '308': 'Permanent Redirect', '400': 'Bad Request', '401': 'Unauthorized', '402': 'Payment Required',
        '403': 'Forbidden', '404': 'Not Found', '405': 'Method Not Allowed', '406': 'Not Acceptable',
        '407': 'Proxy Authentication Required', '408': 'Request Timeout', '409': 'Conflict', '410': 'Gone',
        '411': 'Length Required', '412': 'Precondition Failed', '413': 'Payload Too Large',
        '414': 'URI Too Long', '415': 'Unsupported Media Type', '416': 'Range Not Satisfiable',
        '417': 'Expectation Failed', '418': 'I\'m a Teapot', '421': 'Misdirected Request',
        '422': 'Unprocessable Entity', '423': 'Locked', '424': 'Failed Dependency', '425': 'Too Early',
        '426': 'Upgrade Required', '428': 'Precondition Required', '429': 'Too Many Requests',
        '431': 'Request Header Fields Too Large', '451': 'Unavailable For Legal Reasons',
        '500': 'Internal Server Error', '501': 'Not Implemented', '502': 'Bad Gateway',
        '503': 'Service Unavailable', '504': 'Gateway Timeout', '505': 'HTTP Version Not Supported',
        '506': 'Variant Also Negotiates', '507': 'Insufficient Storage', '508': 'Loop Detected',
        '509': 'Bandwidth Limit Exceeded', '510': 'Not Extended', '511': 'Network Authentication Required',
      },
    },
  },
  _tls_common: {
    functions: 'SecureContext createSecureContext translatePeerCertificate',
  },
  _tls_wrap: {
    functions: 'TLSSocket Server createServer connect',
  },
  crypto: {
    functions: 'argon2 argon2Sync checkPrime checkPrimeSync createCipheriv createDecipheriv createDiffieHellman ' +
      'createDiffieHellmanGroup createECDH createHash createHmac createPrivateKey createPublicKey ' +
      'createSecretKey createSign createVerify diffieHellman generatePrime generatePrimeSync getCiphers ' +
      'getCipherInfo getCurves getDiffieHellman getHashes hkdf hkdfSync pbkdf2 pbkdf2Sync generateKeyPair ' +
      'generateKeyPairSync generateKey generateKeySync privateDecrypt privateEncrypt publicDecrypt ' +
      'publicEncrypt randomBytes randomFill randomFillSync randomInt randomUUID randomUUIDv7 scrypt ' +
      'scryptSync sign setEngine timingSafeEqual getFips setFips verify hash encapsulate decapsulate ' +
      'Certificate Cipheriv Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac KeyObject Sign ' +
      'Verify X509Certificate secureHeapUsed getRandomValues prng pseudoRandomBytes rng',
    objects: 'webcrypto subtle',
    values: {
      fips: 0,
      constants: {
        OPENSSL_VERSION_NUMBER: 810549376, SSL_OP_ALL: 2147485776, SSL_OP_ALLOW_NO_DHE_KEX: 1024,
        SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION: 262144, SSL_OP_CIPHER_SERVER_PREFERENCE: 4194304,
        SSL_OP_CISCO_ANYCONNECT: 32768, SSL_OP_COOKIE_EXCHANGE: 8192, SSL_OP_CRYPTOPRO_TLSEXT_BUG: 2147483648,
        SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS: 2048, SSL_OP_LEGACY_SERVER_CONNECT: 4, SSL_OP_NO_COMPRESSION: 131072,
        SSL_OP_NO_ENCRYPT_THEN_MAC: 524288, SSL_OP_NO_QUERY_MTU: 4096, SSL_OP_NO_RENEGOTIATION: 1073741824,
        SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION: 65536, SSL_OP_NO_SSLv2: 0, SSL_OP_NO_SSLv3: 33554432,
        SSL_OP_NO_TICKET: 16384, SSL_OP_NO_TLSv1: 67108864, SSL_OP_NO_TLSv1_1: 268435456,
        SSL_OP_NO_TLSv1_2: 134217728, SSL_OP_NO_TLSv1_3: 536870912, SSL_OP_PRIORITIZE_CHACHA: 2097152,
        SSL_OP_TLS_ROLLBACK_BUG: 8388608, ENGINE_METHOD_RSA: 1, ENGINE_METHOD_DSA: 2, ENGINE_METHOD_DH: 4,
        ENGINE_METHOD_RAND: 8, ENGINE_METHOD_EC: 2048, ENGINE_METHOD_CIPHERS: 64, ENGINE_METHOD_DIGESTS: 128,
        ENGINE_METHOD_PKEY_METHS: 512, ENGINE_METHOD_PKEY_ASN1_METHS: 1024, ENGINE_METHOD_ALL: 65535,
        ENGINE_METHOD_NONE: 0, DH_CHECK_P_NOT_SAFE_PRIME: 2, DH_CHECK_P_NOT_PRIME: 1,
        DH_UNABLE_TO_CHECK_GENERATOR: 4, DH_NOT_SUITABLE_GENERATOR: 8, RSA_PKCS1_PADDING: 1,
        RSA_SSLV23_PADDING: 2, RSA_NO_PADDING: 3, RSA_PKCS1_OAEP_PADDING: 4, RSA_X931_PADDING: 5,
        RSA_PKCS1_PSS_PADDING: 6, RSA_PSS_SALTLEN_DIGEST: -1, RSA_PSS_SALTLEN_MAX_SIGN: -2,
        RSA_PSS_SALTLEN_AUTO: -2,
        defaultCoreCipherList: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA',
        TLS1_VERSION: 769, TLS1_1_VERSION: 770, TLS1_2_VERSION: 771, TLS1_3_VERSION: 772,
        POINT_CONVERSION_COMPRESSED: 2, POINT_CONVERSION_UNCOMPRESSED: 4, POINT_CONVERSION_HYBRID: 6,
        defaultCipherList: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA',
      },
    },
  },
  http: {
    functions: '_connectionListener Agent ClientRequest IncomingMessage OutgoingMessage Server ServerResponse ' +
      'createServer validateHeaderName validateHeaderValue get request setMaxIdleHTTPParsers ' +
      'setGlobalProxyFromEnv WebSocket CloseEvent MessageEvent',
    objects: 'globalAgent',
    values: {
      METHODS: (
        'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL ' +
        'MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE ' +
        'SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'
      ).split(' '),
      STATUS_CODES: {
        '100': 'Continue', '101': 'Switching Protocols', '102': 'Processing', '103': 'Early Hints', '200': 'OK',
        '201': 'Created', '202': 'Accepted', '203': 'Non-Authoritative Information', '204': 'No Content',
        '205': 'Reset Content', '206': 'Partial Content', '207': 'Multi-Status', '208': 'Already Reported',
        '226': 'IM Used', '300': 'Multiple Choices', '301': 'Moved Permanently', '302': 'Found',
        '303': 'See Other', '304': 'Not Modified', '305': 'Use Proxy', '307': 'Temporary Redirect',
        '308': 'Permanent Redirect', '400': 'Bad Request', '401': 'Unauthorized', '402': 'Payment Required',
        '403': 'Forbidden', '404': 'Not Found', '405': 'Method Not Allowed', '406': 'Not Acceptable',
        '407': 'Proxy Authentication Required', '408': 'Request Timeout', '409': 'Conflict', '410': 'Gone',
        '411': 'Length Required', '412': 'Precondition Failed', '413': 'Payload Too Large',
        '414': 'URI Too Long', '415': 'Unsupported Media Type', '416': 'Range Not Satisfiable',
        '417': 'Expectation Failed', '418': 'I\'m a Teapot', '421': 'Misdirected Request',
        '422': 'Unprocessable Entity', '423': 'Locked', '424': 'Failed Dependency', '425': 'Too Early',
        '426': 'Upgrade Required', '428': 'Precondition Required', '429': 'Too Many Requests',
        '431': 'Request Header Fields Too Large', '451': 'Unavailable For Legal Reasons',
        '500': 'Internal Server Error', '501': 'Not Implemented', '502': 'Bad Gateway',
        '503': 'Service Unavailable', '504': 'Gateway Timeout', '505': 'HTTP Version Not Supported',
        '506': 'Variant Also Negotiates', '507': 'Insufficient Storage', '508': 'Loop Detected',
        '509': 'Bandwidth Limit Exceeded', '510': 'Not Extended', '511': 'Network Authentication Required',
      },
      maxHeaderSize: 16384,
    },
  },
  http2: {
    functions: 'connect createServer createSecureServer getDefaultSettings getPackedSettings getUnpackedSettings ' +
      'performServerHandshake Http2ServerRequest Http2ServerResponse',
    values: {
      constants: {
        NGHTTP2_ERR_FRAME_SIZE_ERROR: -522, NGHTTP2_SESSION_SERVER: 0, NGHTTP2_SESSION_CLIENT: 1,
        NGHTTP2_STREAM_STATE_IDLE: 1, NGHTTP2_STREAM_STATE_OPEN: 2, NGHTTP2_STREAM_STATE_RESERVED_LOCAL: 3,
        NGHTTP2_STREAM_STATE_RESERVED_REMOTE: 4, NGHTTP2_STREAM_STATE_HALF_CLOSED_LOCAL: 5,
        NGHTTP2_STREAM_STATE_HALF_CLOSED_REMOTE: 6, NGHTTP2_STREAM_STATE_CLOSED: 7, NGHTTP2_FLAG_NONE: 0,
        NGHTTP2_FLAG_END_STREAM: 1, NGHTTP2_FLAG_END_HEADERS: 4, NGHTTP2_FLAG_ACK: 1, NGHTTP2_FLAG_PADDED: 8,
        NGHTTP2_FLAG_PRIORITY: 32, DEFAULT_SETTINGS_HEADER_TABLE_SIZE: 4096, DEFAULT_SETTINGS_ENABLE_PUSH: 1,
        DEFAULT_SETTINGS_MAX_CONCURRENT_STREAMS: 4294967295, DEFAULT_SETTINGS_INITIAL_WINDOW_SIZE: 65535,
        DEFAULT_SETTINGS_MAX_FRAME_SIZE: 16384, DEFAULT_SETTINGS_MAX_HEADER_LIST_SIZE: 65535,
        DEFAULT_SETTINGS_ENABLE_CONNECT_PROTOCOL: 0, MAX_MAX_FRAME_SIZE: 16777215, MIN_MAX_FRAME_SIZE: 16384,
        MAX_INITIAL_WINDOW_SIZE: 2147483647, NGHTTP2_SETTINGS_HEADER_TABLE_SIZE: 1,
        NGHTTP2_SETTINGS_ENABLE_PUSH: 2, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS: 3,
        NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE: 4, NGHTTP2_SETTINGS_MAX_FRAME_SIZE: 5,
        NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE: 6, NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL: 8,
        PADDING_STRATEGY_NONE: 0, PADDING_STRATEGY_ALIGNED: 1, PADDING_STRATEGY_MAX: 2,
        PADDING_STRATEGY_CALLBACK: 1, NGHTTP2_NO_ERROR: 0, NGHTTP2_PROTOCOL_ERROR: 1, NGHTTP2_INTERNAL_ERROR: 2,
        NGHTTP2_FLOW_CONTROL_ERROR: 3, NGHTTP2_SETTINGS_TIMEOUT: 4, NGHTTP2_STREAM_CLOSED: 5,
        NGHTTP2_FRAME_SIZE_ERROR: 6, NGHTTP2_REFUSED_STREAM: 7, NGHTTP2_CANCEL: 8, NGHTTP2_COMPRESSION_ERROR: 9,
        NGHTTP2_CONNECT_ERROR: 10, NGHTTP2_ENHANCE_YOUR_CALM: 11, NGHTTP2_INADEQUATE_SECURITY: 12,
        NGHTTP2_HTTP_1_1_REQUIRED: 13, NGHTTP2_DEFAULT_WEIGHT: 16, HTTP2_HEADER_STATUS: ':status',
        HTTP2_HEADER_METHOD: ':method', HTTP2_HEADER_AUTHORITY: ':authority', HTTP2_HEADER_SCHEME: ':scheme',
        HTTP2_HEADER_PATH: ':path', HTTP2_HEADER_PROTOCOL: ':protocol',
        HTTP2_HEADER_ACCEPT_ENCODING: 'accept-encoding', HTTP2_HEADER_ACCEPT_LANGUAGE: 'accept-language',
        HTTP2_HEADER_ACCEPT_RANGES: 'accept-ranges', HTTP2_HEADER_ACCEPT: 'accept',
        HTTP2_HEADER_ACCESS_CONTROL_ALLOW_CREDENTIALS: 'access-control-allow-credentials',
        HTTP2_HEADER_ACCESS_CONTROL_ALLOW_HEADERS: 'access-control-allow-headers',
        HTTP2_HEADER_ACCESS_CONTROL_ALLOW_METHODS: 'access-control-allow-methods',
        HTTP2_HEADER_ACCESS_CONTROL_ALLOW_ORIGIN: 'access-control-allow-origin',
        HTTP2_HEADER_ACCESS_CONTROL_EXPOSE_HEADERS: 'access-control-expose-headers',
        HTTP2_HEADER_ACCESS_CONTROL_REQUEST_HEADERS: 'access-control-request-headers',
        HTTP2_HEADER_ACCESS_CONTROL_REQUEST_METHOD: 'access-control-request-method', HTTP2_HEADER_AGE: 'age',
        HTTP2_HEADER_AUTHORIZATION: 'authorization', HTTP2_HEADER_CACHE_CONTROL: 'cache-control',
        HTTP2_HEADER_CONNECTION: 'connection', HTTP2_HEADER_CONTENT_DISPOSITION: 'content-disposition',
        HTTP2_HEADER_CONTENT_ENCODING: 'content-encoding', HTTP2_HEADER_CONTENT_LENGTH: 'content-length',
        HTTP2_HEADER_CONTENT_TYPE: 'content-type', HTTP2_HEADER_COOKIE: 'cookie', HTTP2_HEADER_DATE: 'date',
        HTTP2_HEADER_ETAG: 'etag', HTTP2_HEADER_FORWARDED: 'forwarded', HTTP2_HEADER_HOST: 'host',
        HTTP2_HEADER_IF_MODIFIED_SINCE: 'if-modified-since', HTTP2_HEADER_IF_NONE_MATCH: 'if-none-match',
        HTTP2_HEADER_IF_RANGE: 'if-range', HTTP2_HEADER_LAST_MODIFIED: 'last-modified',
        HTTP2_HEADER_LINK: 'link', HTTP2_HEADER_LOCATION: 'location', HTTP2_HEADER_RANGE: 'range',
        HTTP2_HEADER_REFERER: 'referer', HTTP2_HEADER_SERVER: 'server', HTTP2_HEADER_SET_COOKIE: 'set-cookie',
        HTTP2_HEADER_STRICT_TRANSPORT_SECURITY: 'strict-transport-security',
        HTTP2_HEADER_TRANSFER_ENCODING: 'transfer-encoding', HTTP2_HEADER_TE: 'te',
        HTTP2_HEADER_UPGRADE_INSECURE_REQUESTS: 'upgrade-insecure-requests', HTTP2_HEADER_UPGRADE: 'upgrade',
        HTTP2_HEADER_USER_AGENT: 'user-agent', HTTP2_HEADER_VARY: 'vary',
        HTTP2_HEADER_X_CONTENT_TYPE_OPTIONS: 'x-content-type-options',
        HTTP2_HEADER_X_FRAME_OPTIONS: 'x-frame-options', HTTP2_HEADER_KEEP_ALIVE: 'keep-alive',
        HTTP2_HEADER_PROXY_CONNECTION: 'proxy-connection', HTTP2_HEADER_X_XSS_PROTECTION: 'x-xss-protection',
        HTTP2_HEADER_ALT_SVC: 'alt-svc', HTTP2_HEADER_CONTENT_SECURITY_POLICY: 'content-security-policy',
        HTTP2_HEADER_EARLY_DATA: 'early-data', HTTP2_HEADER_EXPECT_CT: 'expect-ct',
        HTTP2_HEADER_ORIGIN: 'origin', HTTP2_HEADER_PURPOSE: 'purpose',
        HTTP2_HEADER_TIMING_ALLOW_ORIGIN: 'timing-allow-origin', HTTP2_HEADER_X_FORWARDED_FOR: 'x-forwarded-for',
        HTTP2_HEADER_PRIORITY: 'priority', HTTP2_HEADER_ACCEPT_CHARSET: 'accept-charset',
        HTTP2_HEADER_ACCESS_CONTROL_MAX_AGE: 'access-control-max-age', HTTP2_HEADER_ALLOW: 'allow',
        HTTP2_HEADER_CONTENT_LANGUAGE: 'content-language', HTTP2_HEADER_CONTENT_LOCATION: 'content-location',
        HTTP2_HEADER_CONTENT_MD5: 'content-md5', HTTP2_HEADER_CONTENT_RANGE: 'content-range',
        HTTP2_HEADER_DNT: 'dnt', HTTP2_HEADER_EXPECT: 'expect', HTTP2_HEADER_EXPIRES: 'expires',
        HTTP2_HEADER_FROM: 'from', HTTP2_HEADER_IF_MATCH: 'if-match',
        HTTP2_HEADER_IF_UNMODIFIED_SINCE: 'if-unmodified-since', HTTP2_HEADER_MAX_FORWARDS: 'max-forwards',
        HTTP2_HEADER_PREFER: 'prefer', HTTP2_HEADER_PROXY_AUTHENTICATE: 'proxy-authenticate',
        HTTP2_HEADER_PROXY_AUTHORIZATION: 'proxy-authorization', HTTP2_HEADER_REFRESH: 'refresh',
        HTTP2_HEADER_RETRY_AFTER: 'retry-after', HTTP2_HEADER_TRAILER: 'trailer', HTTP2_HEADER_TK: 'tk',
        HTTP2_HEADER_VIA: 'via', HTTP2_HEADER_WARNING: 'warning',
        HTTP2_HEADER_WWW_AUTHENTICATE: 'www-authenticate', HTTP2_HEADER_HTTP2_SETTINGS: 'http2-settings',
        HTTP2_METHOD_ACL: 'ACL', HTTP2_METHOD_BASELINE_CONTROL: 'BASELINE-CONTROL', HTTP2_METHOD_BIND: 'BIND',
        HTTP2_METHOD_CHECKIN: 'CHECKIN', HTTP2_METHOD_CHECKOUT: 'CHECKOUT', HTTP2_METHOD_CONNECT: 'CONNECT',
        HTTP2_METHOD_COPY: 'COPY', HTTP2_METHOD_DELETE: 'DELETE', HTTP2_METHOD_GET: 'GET',
        HTTP2_METHOD_HEAD: 'HEAD', HTTP2_METHOD_LABEL: 'LABEL', HTTP2_METHOD_LINK: 'LINK',
        HTTP2_METHOD_LOCK: 'LOCK', HTTP2_METHOD_MERGE: 'MERGE', HTTP2_METHOD_MKACTIVITY: 'MKACTIVITY',
        HTTP2_METHOD_MKCALENDAR: 'MKCALENDAR', HTTP2_METHOD_MKCOL: 'MKCOL',
        HTTP2_METHOD_MKREDIRECTREF: 'MKREDIRECTREF', HTTP2_METHOD_MKWORKSPACE: 'MKWORKSPACE',
        HTTP2_METHOD_MOVE: 'MOVE', HTTP2_METHOD_OPTIONS: 'OPTIONS', HTTP2_METHOD_ORDERPATCH: 'ORDERPATCH',
        HTTP2_METHOD_PATCH: 'PATCH', HTTP2_METHOD_POST: 'POST', HTTP2_METHOD_PRI: 'PRI',
        HTTP2_METHOD_PROPFIND: 'PROPFIND', HTTP2_METHOD_PROPPATCH: 'PROPPATCH', HTTP2_METHOD_PUT: 'PUT',
        HTTP2_METHOD_REBIND: 'REBIND', HTTP2_METHOD_REPORT: 'REPORT', HTTP2_METHOD_SEARCH: 'SEARCH',
        HTTP2_METHOD_TRACE: 'TRACE', HTTP2_METHOD_UNBIND: 'UNBIND', HTTP2_METHOD_UNCHECKOUT: 'UNCHECKOUT',
        HTTP2_METHOD_UNLINK: 'UNLINK', HTTP2_METHOD_UNLOCK: 'UNLOCK', HTTP2_METHOD_UPDATE: 'UPDATE',
        HTTP2_METHOD_UPDATEREDIRECTREF: 'UPDATEREDIRECTREF', HTTP2_METHOD_VERSION_CONTROL: 'VERSION-CONTROL',
        HTTP_STATUS_CONTINUE: 100, HTTP_STATUS_SWITCHING_PROTOCOLS: 101, HTTP_STATUS_PROCESSING: 102,
        HTTP_STATUS_EARLY_HINTS: 103, HTTP_STATUS_OK: 200, HTTP_STATUS_CREATED: 201, HTTP_STATUS_ACCEPTED: 202,
        HTTP_STATUS_NON_AUTHORITATIVE_INFORMATION: 203, HTTP_STATUS_NO_CONTENT: 204,
        HTTP_STATUS_RESET_CONTENT: 205, HTTP_STATUS_PARTIAL_CONTENT: 206, HTTP_STATUS_MULTI_STATUS: 207,
        HTTP_STATUS_ALREADY_REPORTED: 208, HTTP_STATUS_IM_USED: 226, HTTP_STATUS_MULTIPLE_CHOICES: 300,
        HTTP_STATUS_MOVED_PERMANENTLY: 301, HTTP_STATUS_FOUND: 302, HTTP_STATUS_SEE_OTHER: 303,
        HTTP_STATUS_NOT_MODIFIED: 304, HTTP_STATUS_USE_PROXY: 305, HTTP_STATUS_TEMPORARY_REDIRECT: 307,
        HTTP_STATUS_PERMANENT_REDIRECT: 308, HTTP_STATUS_BAD_REQUEST: 400, HTTP_STATUS_UNAUTHORIZED: 401,
        HTTP_STATUS_PAYMENT_REQUIRED: 402, HTTP_STATUS_FORBIDDEN: 403, HTTP_STATUS_NOT_FOUND: 404,
        HTTP_STATUS_METHOD_NOT_ALLOWED: 405, HTTP_STATUS_NOT_ACCEPTABLE: 406,
        HTTP_STATUS_PROXY_AUTHENTICATION_REQUIRED: 407, HTTP_STATUS_REQUEST_TIMEOUT: 408,
        HTTP_STATUS_CONFLICT: 409, HTTP_STATUS_GONE: 410, HTTP_STATUS_LENGTH_REQUIRED: 411,
        HTTP_STATUS_PRECONDITION_FAILED: 412, HTTP_STATUS_PAYLOAD_TOO_LARGE: 413, HTTP_STATUS_URI_TOO_LONG: 414,
        HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE: 415, HTTP_STATUS_RANGE_NOT_SATISFIABLE: 416,
        HTTP_STATUS_EXPECTATION_FAILED: 417, HTTP_STATUS_TEAPOT: 418, HTTP_STATUS_MISDIRECTED_REQUEST: 421,
        HTTP_STATUS_UNPROCESSABLE_ENTITY: 422, HTTP_STATUS_LOCKED: 423, HTTP_STATUS_FAILED_DEPENDENCY: 424,
        HTTP_STATUS_TOO_EARLY: 425, HTTP_STATUS_UPGRADE_REQUIRED: 426, HTTP_STATUS_PRECONDITION_REQUIRED: 428,
        HTTP_STATUS_TOO_MANY_REQUESTS: 429, HTTP_STATUS_REQUEST_HEADER_FIELDS_TOO_LARGE: 431,
        HTTP_STATUS_UNAVAILABLE_FOR_LEGAL_REASONS: 451, HTTP_STATUS_INTERNAL_SERVER_ERROR: 500,
        HTTP_STATUS_NOT_IMPLEMENTED: 501, HTTP_STATUS_BAD_GATEWAY: 502, HTTP_STATUS_SERVICE_UNAVAILABLE: 503,
        HTTP_STATUS_GATEWAY_TIMEOUT: 504, HTTP_STATUS_HTTP_VERSION_NOT_SUPPORTED: 505,
        HTTP_STATUS_VARIANT_ALSO_NEGOTIATES: 506, HTTP_STATUS_INSUFFICIENT_STORAGE: 507,
        HTTP_STATUS_LOOP_DETECTED: 508, HTTP_STATUS_BANDWIDTH_LIMIT_EXCEEDED: 509, HTTP_STATUS_NOT_EXTENDED: 510,
        HTTP_STATUS_NETWORK_AUTHENTICATION_REQUIRED: 511,
      },
    },
  },
  https: {
    functions: 'Agent Server createServer get request',
    objects: 'globalAgent',
  },
  inspector: {
    functions: 'open close url waitForDebugger Session',
    objects: 'console Network NetworkResources DOMStorage',
  },
  'inspector/promises': {
    functions: 'open close url waitForDebugger Session',
    objects: 'console Network NetworkResources DOMStorage',
  },
  readline: {
    functions: 'Interface clearLine clearScreenDown createInterface cursorTo emitKeypressEvents moveCursor',
    objects: 'promises',
  },
  'readline/promises': {
    functions: 'Interface Readline createInterface',
  },
  repl: {
    functions: 'start writer REPLServer Recoverable isValidSyntax',
  },
  tls: {
    functions: 'getCiphers getCertificateCompressionAlgorithms getCACertificates setDefaultCACertificates ' +
      'convertALPNProtocols checkServerIdentity TLSSocket Server createServer connect',
    values: {
      CLIENT_RENEG_LIMIT: 3,
      CLIENT_RENEG_WINDOW: 600,
      DEFAULT_CIPHERS: 'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384:DHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA256:DHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:DHE-RSA-AES256-SHA384:ECDHE-RSA-AES256-SHA256:DHE-RSA-AES256-SHA256:HIGH:!aNULL:!eNULL:!EXPORT:!DES:!RC4:!MD5:!PSK:!SRP:!CAMELLIA',
      DEFAULT_ECDH_CURVE: 'auto',
      DEFAULT_MIN_VERSION: 'TLSv1.2',
      DEFAULT_MAX_VERSION: 'TLSv1.3',
    },
  },
  wasi: {
    experiment: 'WASI',
    functions: 'WASI',
    scopes: { __proto__: null, WASI: 'wasi' },
  },
  worker_threads: {
    functions: 'MessagePort MessageChannel markAsUncloneable markAsUntransferable isMarkedAsUntransferable ' +
      'moveMessagePortToContext receiveMessageOnPort postMessageToThread Worker BroadcastChannel ' +
      'setEnvironmentData getEnvironmentData',
    scopes: { __proto__: null, Worker: 'worker' },
    objects: 'resourceLimits locks',
    values: {
      isInternalThread: false,
      isMainThread: true,
      threadId: 0,
      threadName: '',
      parentPort: null,
      workerData: null,
    },
  },
  sea: {
    functions: 'isSea getAsset getRawAsset getAssetAsBlob getAssetKeys',
  },
  test: {
    functions: 'expectFailure skip todo only after afterEach before beforeEach describe getTestContext it run suite ' +
      'test',
    objects: 'mock snapshot assert',
  },
  'test/reporters': {
    functions: 'dot junit spec tap lcov',
  },
};
