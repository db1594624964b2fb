/** Imported before the AWS SDK: its warning is about the Node.js of next year, and would stand between the results. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
