# The bot for a server. (To try Duban without Telegram, `make run` is the way: the sandbox listens
# on the loopback address only, which in a container nobody outside can reach.)

FROM python:3.13-slim AS packages
COPY requirements.lock .
RUN python -m venv /opt/duban \
    && /opt/duban/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/duban/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin duban \
    && install --directory --owner duban --group duban /data
COPY --from=packages /opt/duban /opt/duban
WORKDIR /app
COPY . .
# By default everything is kept in `data`, beside the program: here that is the volume.
RUN python -m compileall -q . && ln -s /data data
USER duban
VOLUME /data
# The port is the bot's own setting. http.client knows no proxy, which urllib would ask.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-c", "import http.client, os, sys; asked = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('DUBAN_HTTP_PORT') or 8080), timeout=8); asked.request('GET', '/healthz'); sys.exit(asked.getresponse().status != 200)"]
CMD ["python", "-m", "bot", "run"]
