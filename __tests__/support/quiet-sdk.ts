// Read by the SDK before it warns of the Node version it will require from 2027 on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
