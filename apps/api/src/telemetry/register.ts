/**
 * Loaded before the server (`node --import`), because a module can only be instrumented before it is
 * loaded. Without `OTEL_EXPORTER_OTLP_ENDPOINT` it loads nothing more. What is wrong with the address
 * is reported by the settings.
 */
const endpoint = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
if (URL.canParse(endpoint)) await start();

/** Ends the process when the packages are missing: a server without traces would surprise later. */
async function start(): Promise<void> {
  try {
    await import('./start-sdk.js');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of OpenTelemetry are missing. ' +
        'Install them (npm ci without --omit=optional), or leave the setting out.\n',
    );
    process.exit(1);
  }
}

export {};
