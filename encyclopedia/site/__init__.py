"""The ground floor: what a site needs that is about no subject. It knows neither articles nor comments."""
