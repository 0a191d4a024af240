/**
 * The `operationId` of each route, from which generators make the names of methods. The keys are the
 * names of the controller's class and method. A route that is not listed gets a derived name.
 */
const names: Record<string, string> = {
  'HealthController.live': 'checkLiveness',
  'HealthController.ready': 'checkReadiness',
  'MetricsController.get': 'readMetrics',
  'OverviewController.overview': 'getCityCounts',
  'SessionsController.create': 'createSession',
  'SessionsController.end': 'endSession',
  'CityController.get': 'getCityMap',
  'QuotesController.create': 'createQuote',
  'TripsController.request': 'requestTrip',
  'TripsController.list': 'listTrips',
  'TripsController.get': 'getTrip',
  'TripsController.events': 'getTripHistory',
  'TripsController.receipt': 'getReceipt',
  'TripCommandsController.cancel': 'cancelTrip',
  'TripCommandsController.arrive': 'arriveAtPickup',
  'TripCommandsController.start': 'startTrip',
  'TripCommandsController.complete': 'completeTrip',
  'TripCommandsController.noShow': 'reportNoShow',
  'TripCommandsController.rate': 'rateTrip',
  'TripShareController.share': 'shareTrip',
  'TripShareController.unshare': 'unshareTrip',
  'OpsTripsController.cancel': 'cancelTripAsOperator',
  'OpsTripsController.complete': 'completeTripAsOperator',
  'OpsTripsController.redispatch': 'redispatchTripAsOperator',
  'DriversController.setAvailability': 'setAvailability',
  'DriversController.addLocations': 'addLocations',
  'OffersController.accept': 'acceptOffer',
  'OffersController.decline': 'declineOffer',
  'OpsDriversController.takeOffline': 'takeDriverOffline',
  'AcksController.acknowledge': 'acknowledgeStream',
  'ConnectionsController.list': 'listConnections',
  'ConnectionsController.close': 'closeConnection',
  'ReplayController.replay': 'replayTrip',
  'StreamsController.rider': 'streamRider',
  'StreamsController.driver': 'streamDriver',
  'StreamsController.city': 'streamCity',
  'StreamsController.trip': 'streamTrip',
  'WebhooksController.register': 'registerWebhook',
  'WebhooksController.list': 'listWebhooks',
  'WebhooksController.get': 'getWebhook',
  'WebhooksController.change': 'changeWebhook',
  'WebhooksController.delete': 'deleteWebhook',
  'WebhooksController.listDeliveries': 'listWebhookDeliveries',
  'WebhookCommandsController.pause': 'pauseWebhook',
  'WebhookCommandsController.resume': 'resumeWebhook',
  'WebhookCommandsController.replay': 'replayWebhook',
  'WebhookCommandsController.rotateSecret': 'rotateWebhookSecret',
  'WebhookCommandsController.test': 'testWebhook',
};

/** @returns the `operationId` of a controller's method, in camelCase, such as `acceptOffer` */
export function operationName(controller: string, method: string): string {
  const subject = controller.replace(/Controller$/, '');
  return names[`${controller}.${method}`] ?? method + subject;
}
