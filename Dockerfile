# Hòm Thư in a container: wheels only, checked by hash; no compiler, no root, nothing written outside /data.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/homthu
COPY requirements.txt /tmp/requirements.txt
RUN /opt/homthu/bin/python -m pip install --only-binary :all: --require-hashes -r /tmp/requirements.txt \
    && /opt/homthu/bin/python -m pip uninstall --yes pip

FROM python:3.12-slim
ENV PATH=/opt/homthu/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOMTHU_DATA_DIR=/data
RUN groupadd --system --gid 10001 homthu \
    && useradd --system --uid 10001 --gid homthu --home-dir /data --no-create-home --shell /usr/sbin/nologin homthu \
    && install -d -m 0700 -o homthu -g homthu /data
COPY --from=build /opt/homthu /opt/homthu
WORKDIR /app
COPY LICENSE NOTICE ./
COPY api api
COPY bot bot
COPY digest digest
COPY feedback feedback
COPY homthu homthu
COPY nlp nlp
COPY storage storage
RUN python -m compileall -q /app
USER homthu
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/ready', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-P", "-m", "homthu"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
